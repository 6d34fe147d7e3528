"""An analyzed image as trees to walk through: a directory at a time, made when it is looked at."""
