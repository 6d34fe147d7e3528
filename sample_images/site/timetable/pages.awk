# Reads the day files and writes one page per stop: each distinct timetable with
# the number of days it is valid on. Variable: out (folder).
BEGIN { FS = "\t" }
/^#/ { finish_day(); next }
{
    row = $1 SUBSEP substr($2, 1, 2) + 0
    minutes[row] = minutes[row] " " substr($2, 4) "<sub>" $3 "</sub>"
    today[$1] = 1
}
function finish_day(    stop, hour, table) {
    for (stop in today) {
        table = ""
        for (hour = 0; hour < 25; hour++)
            if ((stop, hour) in minutes)
                table = table "<tr><th>" hour "<td>" minutes[stop, hour] "\n"
        if (!((stop, table) in days)) tables[stop, ++count[stop]] = table
        days[stop, table]++
    }
    delete minutes
    delete today
}
END {
    finish_day()
    for (stop in count) {
        file = stop
        gsub(/ /, "-", file)
        file = out "/" tolower(file) ".html"
        print "<!doctype html><meta charset=utf-8><link rel=stylesheet href=style.css>" > file
        printf "<title>%s</title><h1>%s</h1><p><a href=./>All stops</a>\n", stop, stop > file
        for (n = 1; n <= count[stop]; n++) {
            table = tables[stop, n]
            printf "<h2>On %d days</h2>\n<table>\n%s</table>\n", days[stop, table], table > file
        }
        close(file)
    }
}
