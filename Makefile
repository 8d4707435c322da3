# linmap: build, test, install. `make report` and `make test` set up what they need.

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
# One static executable: it starts in about 2 ms and runs on any Linux of the same architecture.
RELEASE_FLAGS = -c release --static-swift-stdlib -Xswiftc -static-executable
SAMPLE = Tests/Fixtures/boots/612-n1-4g-rodata_on/snapshot.tar.gz
BIN = .build/release/linmap

.PHONY: all setup build probe-arm64 boot-lab boot-test boot-matrix report test lint bench fuzz install uninstall clean

all: build

# Installs the Debian packages that are missing, and only those.
setup:
	@./.ci/setup

# On arm64 the probe too; elsewhere `make probe-arm64` builds it.
build: setup
	$(SWIFT) build $(RELEASE_FLAGS) --product linmap
	case $$(uname -m) in aarch64) $(SWIFT) build $(RELEASE_FLAGS) --product linmap-probe ;; esac

# The probe as one static arm64 file, from any machine. The last line printed is its path.
probe-arm64:
	@./.ci/setup cross
	@./probes/cross/build

# Boots real kernels in QEMU with the probe inside, and holds its walk and the prediction against the tables
# in the guest's memory. BOOTS names boots of probes/lab/boots.
boot-lab: probe-arm64
	@./.ci/setup boot
	$(SWIFT) build $(RELEASE_FLAGS) --product linmap-lab

boot-test: boot-lab
	./probes/lab/run $(or $(BOOTS),ci)

boot-matrix: boot-lab
	./probes/lab/run $(or $(BOOTS),all)

report: build
	$(BIN) report $(SAMPLE)

test: setup
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

lint:
	@./.ci/setup cross
	$(SWIFT) format lint --strict -r Package.swift Sources sim probes Tests
	mandoc -Tlint -Wwarning man/*.[1-8]
	./.ci/embedded

bench: build
	$(SWIFT) build $(RELEASE_FLAGS) --product linmap-bench
	./Tests/Bench/peers/build .build/peers
	.build/release/linmap-bench $(BIN) .build/peers

# Each target for FUZZ_SECONDS seconds.
FUZZ_SECONDS ?= 60
fuzz: setup
	./Tests/Fuzz/run $(FUZZ_SECONDS)

install: build
	install -D -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/linmap
	for page in man/*.[1-8]; do \
	  section=$${page##*.}; \
	  install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man$$section/$${page##*/}; \
	done
	case $$(uname -m) in aarch64) \
	  install -D -m 755 .build/release/linmap-probe $(DESTDIR)$(PREFIX)/sbin/linmap-probe ;; \
	esac
	install -D -m 755 probes/capture.sh $(DESTDIR)$(PREFIX)/share/linmap/capture.sh
	$(BIN) --generate-completion-script bash | \
	  install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/bash-completion/completions/linmap
	$(BIN) --generate-completion-script zsh | \
	  install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_linmap
	$(BIN) --generate-completion-script fish | \
	  install -D -m 644 /dev/stdin $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/linmap.fish

uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/share/linmap
	rm -f $(DESTDIR)$(PREFIX)/bin/linmap $(DESTDIR)$(PREFIX)/sbin/linmap-probe
	for page in man/*.[1-8]; do rm -f $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; done
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/linmap
	rm -f $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_linmap
	rm -f $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/linmap.fish

clean:
	rm -rf .build .build-*
