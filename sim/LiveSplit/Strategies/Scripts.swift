/// The strategies' scripts. Page x stands for the one to be changed, x+1 for its neighbours in the same block. After
/// a merge the table's memory is used for something else.
extension Strategy {
    static let splits = [
        Strategy(
            "break-before-make", "Unmap the block, invalidate, map the pages.",
            source: "Arm ARM R_DDMVT", needs: .zero,
            script: """
                tables empty
                flag done=0
                x: block a
                T0: fill L3(x); DSB ISHST
                    W L2(x):=inv; DSB ISHST; TLBI VAAE1IS x; DSB ISH; ISB
                    W L2(x):=table; DSB ISHST; ISB; W done:=1
                T1: R x; W x+1

                """),
        Strategy(
            "nt-split", "Mark the block nT, invalidate, link the table.",
            source: "Arm ARM R_KFLJB; Gunyah pgtable.c at level 1", needs: .one,
            script: """
                tables empty
                flag done=0
                x: block a
                T0: fill L3(x); DSB ISHST
                    W L2(x):=block a nT=1; DSB ISHST; TLBI VAAE1IS x; DSB ISH
                    W L2(x):=table; DSB ISHST; ISB; W done:=1
                T1: R x; W x+1

                """),
        Strategy(
            "direct-split", "Link the table over the block, then invalidate.",
            source: "Arm ARM R_KFLJB, I_HYQMB", needs: .two,
            script: """
                tables empty
                flag done=0
                x: block a
                T0: fill L3(x); DSB ISHST
                    W L2(x):=table; DSB ISHST; ISB
                    TLBI VAAE1IS x; DSB ISH; ISB; W done:=1
                T1: R x; W x+1

                """),
        Strategy(
            "direct-split-no-tlbi", "Link the table over the block and never invalidate.",
            source: "Linux 6.18 to 7.3, split_kernel_leaf_mapping(): no TLBI by the split itself",
            needs: .two,
            script: """
                tables empty
                flag done=0
                x: block a
                T0: fill L3(x); DSB ISHST
                    W L2(x):=table; DSB ISHST; ISB; W done:=1
                T1: R x; W x+1

                """),
    ]

    static let merges = [
        Strategy(
            "merge-break", "Unmap the table, invalidate everything, map the block.",
            source: "Arm ARM R_DDMVT", needs: .zero,
            script: """
                flag done=0
                x, x+1: page a
                memory b=9
                T0: W L2(x):=inv; DSB ISHST; TLBI VMALLE1IS; DSB ISH; ISB
                    W L2(x):=block a; DSB ISHST; ISB; W old L3(x):=page b; W done:=1
                T1: R x; W x+1

                """),
        Strategy(
            "nt-merge", "Write the block marked nT, invalidate every page, clear nT.",
            source: "Arm ARM R_KFLJB; Gunyah pgtable.c at level 1", needs: .one,
            script: """
                flag done=0
                x, x+1: page a
                memory b=9
                T0: W L2(x):=block a nT=1; DSB ISHST; TLBI VMALLE1IS; DSB ISH
                    W L2(x):=block a; DSB ISHST; ISB; W old L3(x):=page b; W done:=1
                T1: R x; W x+1

                """),
        Strategy(
            "direct-merge", "Write the block over the table, then invalidate everything.",
            source: "Arm ARM R_KFLJB", needs: .two,
            script: """
                flag done=0
                x, x+1: page a
                memory b=9
                T0: W L2(x):=block a; DSB ISHST; ISB
                    TLBI VMALLE1IS; DSB ISH; ISB; W old L3(x):=page b; W done:=1
                T1: R x; W x+1

                """),
    ]

    static let linux = [
        Strategy(
            "linux-split", "1G, contiguous 2M, 2M, contiguous 64K, pages; then one page read-only.",
            source:
                "Linux 6.18 to 7.3, split_pud, split_contpmd, split_pmd, split_contpte; kernel-side TLBI VAALE1IS",
            needs: .two, farFrames: true,
            script: """
                tables empty
                flag done=0
                x: gigablock a
                w near x: gigablock a
                T0: fill L2(x) cont; DSB ISHST; W L1(x):=table; DSB ISHST; ISB
                    W L2(x):=block a; W L2(w):=block a+8; DSB ISHST; ISB
                    fill L3(x) cont; DSB ISHST; W L2(x):=table; DSB ISHST; ISB
                    W L3(x):=page a; W L3(x+1):=page a+1; DSB ISHST; ISB
                    W L3(x):=ro; DSB ISHST; TLBI VAALE1IS x; DSB ISH; ISB; W done:=1
                T1: R x+1; W x

                """),
        Strategy(
            "linux-repaint",
            "Rewrite all as pages while the other CPUs are parked, then invalidate everything.",
            source: "Linux 6.18 to 7.3, linear_map_split_to_ptes() under stop_machine", needs: .two,
            script: """
                tables empty
                flag done=0
                x: block a
                flag go=0
                bbm T1=0
                T0: fill L3(x); DSB ISHST
                    W L2(x):=table; W x+1; DSB ISHST; ISB
                    TLBI VMALLE1IS; DSB ISH; ISB; W go:=1
                T1: R go ->1; ctrl; online; R x; W x+1

                """),
        Strategy(
            "kfence-late", "Split for KFENCE without invalidation; take one page away from its neighbours.",
            source: "Linux 6.18 to 7.3, late KFENCE pool: larger entries may linger", needs: .two,
            script: """
                tables empty
                flag done=0
                x: block a
                T0: fill L3(x); DSB ISHST
                    W L2(x):=table; DSB ISHST; ISB
                    W L3(x):=inv; DSB ISHST; TLBI VAALE1IS x; DSB ISH; ISB; W done:=1
                T1: R x+1; W x+1

                """),
        Strategy(
            "permission-after-split", "Split directly, make one page read-only, invalidate that page.",
            source: "Linux 6.18 to 7.3, update_range_prot(); Arm ARM R_LGSCG", needs: .two,
            script: """
                tables empty
                flag done=0
                x: block a
                T0: fill L3(x); DSB ISHST
                    W L2(x):=table; DSB ISHST; ISB
                    W L3(x):=ro; DSB ISHST; TLBI VAALE1IS x; DSB ISH; ISB; W done:=1
                T1: R x+1; W x

                """),
    ]

    static let careless = [
        Strategy(
            "permission-no-tlbi", "Split directly, make one page read-only, do not invalidate.",
            source: "what is left when permission-after-split forgets its TLBI", needs: nil,
            script: """
                tables empty
                flag done=0
                x: block a
                T0: fill L3(x); DSB ISHST
                    W L2(x):=table; DSB ISHST; ISB
                    W L3(x):=ro; DSB ISH; ISB; W done:=1
                T1: R x+1; W x

                """),
        Strategy(
            "naive", "Link a table of equal pages over the block, with no barrier and no invalidation.",
            source: "field reports: tinykvm PR 79, Zephyr 98344", needs: nil,
            script: """
                tables empty
                flag done=0
                x: block a
                T0: fill L3(x)
                    W L2(x):=table; W done:=1
                T1: R x; W x+1

                """),
    ]
}
