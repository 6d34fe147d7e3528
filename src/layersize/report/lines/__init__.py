"""Results of many rows, a line a row, for programs that take them one by one."""
