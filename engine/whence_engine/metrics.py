"""Scores of geolocation; the only copy of them."""

RADII_KM: tuple[float, float, float, float, float] = (1.0, 25.0, 200.0, 750.0, 2500.0)
"""Street, city, region, country and continent: the thresholds of the Im2GPS protocol."""
