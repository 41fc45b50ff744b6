"""Reproduces, with PyTorch, the models that the engine runs; `python -m whence_training`."""
