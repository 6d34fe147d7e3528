# Expands the services into one file per day of 2025 with every departure.
# Reads holidays.txt, stops.tsv and services.tsv; variable: out (folder).
BEGIN { FS = "\t" }
FILENAME == "holidays.txt" { holiday[$1] = 1 }
FILENAME == "stops.tsv" { stop[$1, ++stops[$1]] = $2; ride[$1, stops[$1]] = $3 }
FILENAME == "services.tsv" { service[++services] = $0 }
function minutes(clock) { return substr(clock, 1, 2) * 60 + substr(clock, 4, 2) }
function write_day(date, kind, file,    s, field, start, n, at) {
    print "# " date, kind > file
    for (s = 1; s <= services; s++) {
        split(service[s], field, "\t")
        if (field[2] != kind) continue
        for (start = minutes(field[3]); start <= minutes(field[4]); start += field[5])
            for (n = 1; n <= stops[field[1]]; n++) {
                at = start + ride[field[1], n]
                printf "%s\t%02d:%02d\t%s\n", stop[field[1], n], at / 60, at % 60, field[1] > file
            }
    }
    close(file)
}
END {
    split("31 28 31 30 31 30 31 31 30 31 30 31", length_of, " ")
    for (month = 1; month <= 12; month++)
        for (day = 1; day <= length_of[month]; day++) {
            date = sprintf("%02d-%02d", month, day)
            weekday = (++day_of_year + 1) % 7    # 1 January 2025 is a Wednesday: 2
            kind = holiday[date] || weekday == 6 ? "sunday" : weekday == 5 ? "saturday" : "weekday"
            write_day(date, kind, out "/" date ".tsv")
        }
}
