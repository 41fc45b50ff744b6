"""The offline gazetteer: a point to a name, a name to points."""
