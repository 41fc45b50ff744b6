"""The sphere: unit vectors, great-circle distance, means that know no antimeridian, and S2 ids.

Degrees come in, unit vectors of shape [..., 3] travel through, degrees go out.
"""
