"""Builds the map that the desktop's room `map` draws."""
