extension Sources {
    /// The early allocator's lists, exact to the byte.
    static let memblock = Source.copying(
        "memblock",
        [
            .privileged("/sys/kernel/debug/memblock/memory"),
            .privileged("/sys/kernel/debug/memblock/reserved"),
        ],
        needs: [.dacReadSearch], bytes: 1 << 19,
        Absence(
            "edges of memory inside a page are not known",
            [
                (
                    .noSuchFile,
                    "debugfs is not mounted, or the kernel lacks it: edges inside a page are not known"
                ),
                (.noAccess, "not privileged: edges of memory inside a page are not known"),
            ]))
}
