"""From beliefs to candidates: common leaves, fusion, calibration, ranking."""
