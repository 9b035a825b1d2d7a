"""Pure numbers: arrays and frames in, numbers out."""
