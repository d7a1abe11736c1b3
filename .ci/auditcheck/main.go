// Command auditcheck checks an audit log with the verifiers of the Go project.
//
// It shares no code with Accord: signatures are checked by golang.org/x/mod/sumdb/note,
// inclusion and consistency by golang.org/x/mod/sumdb/tlog, and what it reads are the
// files of C2SP tlog-tiles, from a folder or over HTTP.
//
//	auditcheck -vkey KEY -from FOLDER|URL [-token TOKEN] [-checkpoints FOLDER] [-proofs FOLDER]
//
// It prints one JSON object and exits 0 when everything holds, else 1.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
	most   = 1 << 24 // bytes of one answer
)

// Result says what was checked.
type Result struct {
	Origin      string `json:"origin"`
	Entries     int64  `json:"entries"`
	Checkpoints int    `json:"checkpoints"`
	Pairs       int    `json:"pairs"`
	Asked       int    `json:"asked"`
	Proofs      int    `json:"proofs"`
	Requests    int    `json:"requests"`
}

// A head is a verified checkpoint.
type head struct {
	origin string
	tree   tlog.Tree
}

var errMissing = errors.New("it is not there")

// A source reads files by name and remembers them, as tlog-tiles lets everybody do.
type source struct {
	from, token string
	held        map[string][]byte
	requests    int
}

func (s *source) read(name string) ([]byte, error) {
	if data, ok := s.held[name]; ok {
		return data, nil
	}
	data, err := s.fetch(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	s.held[name] = data
	return data, nil
}

func (s *source) remote() bool { return strings.HasPrefix(s.from, "http") }

func (s *source) fetch(name string) ([]byte, error) {
	if !s.remote() {
		data, err := os.ReadFile(filepath.Join(s.from, filepath.FromSlash(name)))
		if errors.Is(err, os.ErrNotExist) {
			return nil, errMissing
		}
		return data, err
	}
	s.requests++
	request, err := http.NewRequest(http.MethodGet, s.from+"/"+name, nil)
	if err != nil {
		return nil, err
	}
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusNotFound {
		return nil, errMissing
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("answered %s", answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, most))
}

// place gives the name of a tile: tlog's own, without the height that C2SP leaves out.
func place(level string, number int64, wide int) string {
	name := tlog.Tile{H: height, L: 0, N: number, W: wide}.Path()
	return "tile/" + level + "/" + strings.TrimPrefix(name, fmt.Sprintf("tile/%d/0/", height))
}

// wide reads a partial tile or bundle, or the full one that may stand in its place.
func (s *source) wide(level string, number int64, wide int) ([]byte, error) {
	data, err := s.read(place(level, number, wide))
	if errors.Is(err, errMissing) && wide < width {
		return s.read(place(level, number, width))
	}
	return data, err
}

// Height, ReadTiles and SaveTiles make a source a tlog.TileReader.
func (s *source) Height() int { return height }

func (s *source) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data, err := s.wide(strconv.Itoa(tile.L), tile.N, tile.W)
		if err != nil {
			return nil, err
		}
		if len(data) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("tile %s is cut short", tile.Path())
		}
		found[i] = data[:tile.W*tlog.HashSize]
	}
	return found, nil
}

func (s *source) SaveTiles([]tlog.Tile, [][]byte) {}

func (s *source) entries(number int64, wide int) ([][]byte, error) {
	data, err := s.wide("entries", number, wide)
	if err != nil {
		return nil, err
	}
	var found [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("bundle %d ends within an entry", number)
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		found, data = append(found, data[2:end]), data[end:]
	}
	if len(found) < wide {
		return nil, fmt.Errorf("bundle %d has %d entries, not %d", number, len(found), wide)
	}
	return found[:wide], nil
}

func open(text []byte, key note.Verifier) (head, error) {
	opened, err := note.Open(text, note.VerifierList(key))
	if err != nil {
		return head{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != key.Name() {
		return head{}, errors.New("this is no checkpoint of the log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return head{}, errors.New("the checkpoint has no size")
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return head{}, err
	}
	return head{lines[0], tlog.Tree{N: size, Hash: root}}, nil
}

// checkEntries checks that every entry is in the tree.
func checkEntries(s *source, tree tlog.Tree) error {
	hashes := tlog.TileHashReader(tree, s)
	for first := int64(0); first < tree.N; first += width {
		wide := int(min(width, tree.N-first))
		entries, err := s.entries(first/width, wide)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			index := first + int64(i)
			proof, err := tlog.ProveRecord(tree.N, index, hashes)
			if err != nil {
				return fmt.Errorf("entry %d: %w", index, err)
			}
			hash := tlog.RecordHash(entry)
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, hash); err != nil {
				return fmt.Errorf("entry %d: %w", index, err)
			}
		}
	}
	return nil
}

// checkPairs checks that each head extends each older one, through the tiles.
func checkPairs(s *source, heads []head, result *Result) error {
	for i, newer := range heads {
		hashes := tlog.TileHashReader(newer.tree, s)
		for _, older := range heads[:i] {
			if older.tree.N == 0 {
				continue
			}
			path, err := tlog.ProveTree(newer.tree.N, older.tree.N, hashes)
			if err == nil {
				err = tlog.CheckTree(path, newer.tree.N, newer.tree.Hash, older.tree.N, older.tree.Hash)
			}
			if err != nil {
				return fmt.Errorf("from %d to %d entries: %w", older.tree.N, newer.tree.N, err)
			}
			result.Pairs++
		}
	}
	return nil
}

// checkAsked checks the consistency proofs that the server itself makes.
func checkAsked(s *source, heads []head, result *Result) error {
	for i := 1; i < len(heads); i++ {
		older, newer := heads[i-1].tree, heads[i].tree
		if older.N == 0 {
			continue
		}
		data, err := s.read(fmt.Sprintf("consistency?old=%d&new=%d", older.N, newer.N))
		if err != nil {
			return err
		}
		var told struct {
			Proof tlog.TreeProof `json:"proof"`
		}
		if err := json.Unmarshal(data, &told); err != nil {
			return err
		}
		if err := tlog.CheckTree(told.Proof, newer.N, newer.Hash, older.N, older.Hash); err != nil {
			return fmt.Errorf("the server's proof from %d to %d: %w", older.N, newer.N, err)
		}
		result.Asked++
	}
	return nil
}

// checkProof checks a proof file (C2SP tlog-proof) with the entry in its extra line.
func checkProof(text string, key note.Verifier) error {
	above, signed, found := strings.Cut(text, "\n\n")
	lines := strings.Split(above, "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("this is no proof")
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return err
	}
	var extra struct {
		Leaf string `json:"leaf"`
	}
	if err := json.Unmarshal(raw, &extra); err != nil {
		return err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return err
	}
	var path tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		path = append(path, hash)
	}
	top, err := open([]byte(signed), key)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(path, top.tree.N, top.tree.Hash, index, tlog.RecordHash([]byte(extra.Leaf)))
}

// files reads all files of a folder, in the order of their names.
func files(folder string) ([][]byte, error) {
	if folder == "" {
		return nil, nil
	}
	names, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	var found [][]byte
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func heads(s *source, key note.Verifier, folder string) ([]head, error) {
	kept, err := files(folder)
	if err != nil {
		return nil, err
	}
	newest, err := s.read("checkpoint")
	if err != nil {
		return nil, err
	}
	var found []head
	for _, text := range append(kept, newest) {
		one, err := open(text, key)
		if err != nil {
			return nil, fmt.Errorf("checkpoint: %w", err)
		}
		found = append(found, one)
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].tree.N < found[j].tree.N })
	return distinct(found)
}

// distinct refuses two heads of one size that differ, and keeps one of each.
func distinct(sorted []head) ([]head, error) {
	var found []head
	for _, one := range sorted {
		if len(found) > 0 && found[len(found)-1].tree.N == one.tree.N {
			if found[len(found)-1].tree.Hash != one.tree.Hash {
				return nil, fmt.Errorf("two checkpoints of %d entries differ", one.tree.N)
			}
			continue
		}
		found = append(found, one)
	}
	return found, nil
}

func check(s *source, vkey, checkpoints, proofs string) (*Result, error) {
	key, err := note.NewVerifier(vkey)
	if err != nil {
		return nil, err
	}
	all, err := heads(s, key, checkpoints)
	if err != nil {
		return nil, err
	}
	newest := all[len(all)-1]
	result := &Result{Origin: newest.origin, Entries: newest.tree.N, Checkpoints: len(all)}
	if err := checkEntries(s, newest.tree); err != nil {
		return nil, err
	}
	if err := checkPairs(s, all, result); err != nil {
		return nil, err
	}
	if s.remote() {
		if err := checkAsked(s, all, result); err != nil {
			return nil, err
		}
	}
	texts, err := files(proofs)
	if err != nil {
		return nil, err
	}
	for _, text := range texts {
		if err := checkProof(string(text), key); err != nil {
			return nil, fmt.Errorf("proof %d: %w", result.Proofs, err)
		}
		result.Proofs++
	}
	result.Requests = s.requests
	return result, nil
}

func main() {
	vkey := flag.String("vkey", "", "the log's public key")
	from := flag.String("from", "", "a folder of tiles, or the address of one")
	token := flag.String("token", "", "what the address asks for")
	checkpoints := flag.String("checkpoints", "", "a folder of checkpoints kept from before")
	proofs := flag.String("proofs", "", "a folder of proofs of single entries")
	flag.Parse()
	s := &source{from: strings.TrimSuffix(*from, "/"), token: *token, held: map[string][]byte{}}
	result, err := check(s, *vkey, *checkpoints, *proofs)
	if err != nil {
		fmt.Fprintln(os.Stderr, "NOT VERIFIED:", err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		os.Exit(1)
	}
}
