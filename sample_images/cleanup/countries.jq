# Code, flag and name of every country, a line each.
.["3166-1"][] | [.alpha_2, .flag, (.common_name // .name)] | @tsv
