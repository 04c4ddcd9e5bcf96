"""What a case yielded, as canonical JSON: the model, normalisers with names, equality."""
