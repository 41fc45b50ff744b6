"""The adaptive S2 partition of PlaNet (Weyand et al. 2016, section 3): build, store, look up.

Positions -> sorted leaf ids -> cells split above t_max and dropped below t_min -> `grid.npz`; then the cell of
any point, which is a total function: a point in no cell belongs to its nearest ancestor or neighbour.
"""
