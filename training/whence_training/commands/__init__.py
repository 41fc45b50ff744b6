"""What `python -m whence_training` can be told to do, one file per room; `__main__` puts them together."""
