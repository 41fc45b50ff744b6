"""What goes into files: the list of what would be written, the writing itself, and the way back."""
