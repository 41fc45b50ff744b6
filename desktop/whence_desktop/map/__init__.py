"""The map: a vector basemap that needs no network, and what the library knows, on top of it.

`mercator` says where things are; `basemap` reads the lines, `names` knows what is called how, and `ground` has both
read beside the window, once for all maps; `tiles` paints the lines, a few milliseconds at a time, keeps what it
painted, and lays it on a `plate`; `labels`, `clusters`, `cells` and `overlay` each draw one layer; `widget` listens to
hands and puts the layers together, at the `pace` of the hand. Nothing here knows a photo or a candidate: `scene` says
what is to be shown.
"""
