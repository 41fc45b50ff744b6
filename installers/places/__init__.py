"""Builds the gazetteer that the engine's room `places` reads."""
