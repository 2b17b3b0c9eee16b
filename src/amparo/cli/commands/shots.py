"""`./amparo shots`: make the screenshots of the README from the demonstration."""
