"""Ways to reach cards, each behind one seam."""
