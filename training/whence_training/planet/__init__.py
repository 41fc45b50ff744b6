"""A toy planet: rendered photos whose look depends on place, written as a data folder that every command reads.

`chance` draws, `noise` makes fields of it, `world` places land, climate, countries, towns and sights, `journeys` sends
photographers round it, `look` says what stands before each camera, `canvas`, `nature`, `towns` and `indoors` paint
it, `picture` grades it as the camera would, and `folder` writes it all down.

The generator was frozen before any network was trained on what it makes; a test pins its output. So that the pins
hold on every machine, what reaches a label or a pixel is made with integers, comparisons and the operations that
IEEE 754 rounds correctly (+, -, *, /, square root): no sine, no logarithm, no sum whose order a library chooses. Only
degrees in the labels come from an arc tangent, and they are rounded to a metre.
"""
