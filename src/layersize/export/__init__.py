"""Images written as tarballs."""
