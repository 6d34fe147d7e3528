// Command href-counter counts the links of a web page: those that stay on its site, and those that leave it.
//
//	href-counter https://example.org/
//	href-counter < page.html
package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"

	"golang.org/x/net/html"
)

func main() {
	log.SetFlags(0)
	page, host, err := open(os.Args[1:])
	if err != nil {
		log.Fatal(err)
	}
	defer page.Close()
	internal, external, err := count(page, host)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("internal %d, external %d\n", internal, external)
}

// open gives the page to read, and the host that it is from, which standard input doesn't have.
func open(arguments []string) (io.ReadCloser, string, error) {
	if len(arguments) == 0 {
		return os.Stdin, "", nil
	}
	answer, err := http.Get(arguments[0])
	if err != nil {
		return nil, "", err
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, "", fmt.Errorf("%s: %s", arguments[0], answer.Status)
	}
	return answer.Body, answer.Request.URL.Host, nil
}

func count(page io.Reader, host string) (internal, external int, err error) {
	tokens := html.NewTokenizer(page)
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if errors.Is(tokens.Err(), io.EOF) {
				return internal, external, nil
			}
			return internal, external, tokens.Err()
		case html.StartTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			if token.Data != "a" {
				continue
			}
			for _, attribute := range token.Attr {
				if attribute.Key != "href" {
					continue
				}
				link, err := url.Parse(attribute.Val)
				if err == nil && link.Host != "" && link.Host != host {
					external++
				} else {
					internal++
				}
			}
		}
	}
}
