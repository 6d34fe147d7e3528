// Command go-web serves the current time in the zones of the world.
package main

import (
	"errors"
	"log"
	"net/http"
	"os"
	"time"
	_ "time/tzdata" // scratch has no zones
)

const usage = "ask for /time/Europe/Berlin, or any other zone\n"

func handler(now func() time.Time) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(usage))
	})
	mux.HandleFunc("GET /time/{zone...}", func(w http.ResponseWriter, r *http.Request) {
		zone, err := time.LoadLocation(r.PathValue("zone"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		_, _ = w.Write([]byte(now().In(zone).Format(time.RFC1123Z) + "\n"))
	})
	return mux
}

func main() {
	address := os.Getenv("ADDRESS")
	if address == "" {
		address = ":8080"
	}
	server := &http.Server{Addr: address, Handler: handler(time.Now), ReadHeaderTimeout: 5 * time.Second}
	log.Printf("listening on %s", address)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}
