"""Entry point of the sparity-lab command."""
