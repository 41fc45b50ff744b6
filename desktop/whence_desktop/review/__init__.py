"""Deciding where a photo was taken: its candidates and their reasons, the scene for the map, places typed or pasted."""
