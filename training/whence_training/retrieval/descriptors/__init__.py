"""The classic descriptors of IM2GPS (Hays and Efros 2008, section 3), one file each.

Pixels uint8 [N, 3, S, S], S at least 32 -> vectors float32 [N, D]: `tiny` (the picture itself, very small), `colour` (a
joint histogram), `gist` (energies of oriented filters over a grid), `lines` (how straight lines lie), `textons` (a
histogram of texture elements, whose dictionary is the only thing here that is fitted). `describe` makes them all.
The paper's sixth, geometric context, needs a trained surface classifier and is left out.
"""
