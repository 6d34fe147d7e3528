"""Images made to deceive whoever measures them; all are built in memory, and small."""
