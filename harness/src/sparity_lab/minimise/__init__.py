"""Shrinks a divergent case to the little that still shows the same kind of divergence."""
