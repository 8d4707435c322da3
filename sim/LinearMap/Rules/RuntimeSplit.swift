import Arm64

/// Leaves split while the system runs: the boot map is an upper bound then.
enum RuntimeSplit {
    static let rule = Rule(
        "run-time-split", "Blocks are split at run time, from 6.18", .from(v(6, 18)),
        says:
            "Where pages were asked for and blocks are used, a permission change splits the leaf; nothing joins it again.",
        explanation: """
            Loading a module or a BPF program, memfd_secret and a few others change permissions of single pages of \
            the linear map. The leaf that holds the page is split just far enough: 1 GiB into contiguous 2 MiB \
            groups, one of these into 2 MiB blocks, one block into contiguous 64 KiB groups, one of these into \
            pages. How much has been split depends on what was loaded and where it came to lie, which no snapshot tells; \
            a table dump or a walk of the tables does.
            """,
        sources: ["source of 7.3.4 (split_kernel_leaf_mapping)"])
}
