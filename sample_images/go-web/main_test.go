package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func answer(t *testing.T, path string) (int, string) {
	t.Helper()
	noon := time.Date(2025, 6, 21, 12, 0, 0, 0, time.UTC)
	recorder := httptest.NewRecorder()
	handler(func() time.Time { return noon }).ServeHTTP(recorder, httptest.NewRequest("GET", path, nil))
	return recorder.Code, recorder.Body.String()
}

func TestZone(t *testing.T) {
	code, body := answer(t, "/time/Asia/Tokyo")
	if want := "Sat, 21 Jun 2025 21:00:00 +0900\n"; code != http.StatusOK || body != want {
		t.Errorf("got %d %q, want %q", code, body, want)
	}
}

func TestUnknownZone(t *testing.T) {
	if code, _ := answer(t, "/time/Nowhere"); code != http.StatusNotFound {
		t.Errorf("got %d", code)
	}
}
