import Testing

// One test for each captured boot, named after its fixture, so that a failure names the boot.
// `everyFixtureHasATest` in BootCoverageTests.swift holds that none is left out.

@Suite("Boots of 5.10 are predicted byte for byte")
struct Boots5_10 {
    @Test("510-a57-2g-dt-default") func _510_a57_2g_dt_default() throws {
        try expectExact("510-a57-2g-dt-default")
    }
    @Test("510-n1-4g-rodata_off") func _510_n1_4g_rodata_off() throws {
        try expectExact("510-n1-4g-rodata_off")
    }
    @Test("510c-n1-2g-dt-on-rsv") func _510c_n1_2g_dt_on_rsv() throws {
        try expectExact("510c-n1-2g-dt-on-rsv")
    }
    @Test("510c-n1-2g-on-crash256") func _510c_n1_2g_on_crash256() throws {
        try expectExact("510c-n1-2g-on-crash256")
    }
    @Test("c510-64k-n1-2g-on") func _c510_64k_n1_2g_on() throws { try expectExact("c510-64k-n1-2g-on") }
    @Test("c510-64k-n1-4g-on-crash256") func _c510_64k_n1_4g_on_crash256() throws {
        try expectExact("c510-64k-n1-4g-on-crash256")
    }
}

@Suite("Boots of 6.1 are predicted byte for byte")
struct Boots6_1 {
    @Test("61-a72-6g-numa3-off") func _61_a72_6g_numa3_off() throws { try expectExact("61-a72-6g-numa3-off") }
    @Test("61-n1-2g-default") func _61_n1_2g_default() throws { try expectExact("61-n1-2g-default") }
    @Test("61-n1-2g-on-crash256") func _61_n1_2g_on_crash256() throws {
        try expectExact("61-n1-2g-on-crash256")
    }
    @Test("61-n1-2gp1g-dimm-on") func _61_n1_2gp1g_dimm_on() throws { try expectExact("61-n1-2gp1g-dimm-on") }
    @Test("61c-n1-2g-dt-on") func _61c_n1_2g_dt_on() throws { try expectExact("61c-n1-2g-dt-on") }
    @Test("c61-nodma-n1-2g-crash256") func _c61_nodma_n1_2g_crash256() throws {
        try expectExact("c61-nodma-n1-2g-crash256")
    }
    @Test("c61-nodma-n1-2g-default") func _c61_nodma_n1_2g_default() throws {
        try expectExact("c61-nodma-n1-2g-default")
    }
    @Test("c61-nodma-n1-6g-crash512high") func _c61_nodma_n1_6g_crash512high() throws {
        try expectExact("c61-nodma-n1-6g-crash512high")
    }
    @Test("p2-61-n1-vmem1g-dt-on") func _p2_61_n1_vmem1g_dt_on() throws {
        try expectExact("p2-61-n1-vmem1g-dt-on")
    }
    @Test("p2-61-n1-vmem1g-dt-on, later") func _p2_61_n1_vmem1g_dt_on_later() throws {
        try expectExact("p2-61-n1-vmem1g-dt-on", later: true)
    }
}

@Suite("Boots of 6.12 are predicted byte for byte")
struct Boots6_12 {
    @Test("612-max-4g-dt-off-kf100-crash256") func _612_max_4g_dt_off_kf100_crash256() throws {
        try expectExact("612-max-4g-dt-off-kf100-crash256")
    }
    @Test("612-n1-2g-on-kf100") func _612_n1_2g_on_kf100() throws { try expectExact("612-n1-2g-on-kf100") }
    @Test("612-n1-4g-rodata_on") func _612_n1_4g_rodata_on() throws { try expectExact("612-n1-4g-rodata_on") }
    @Test("612-n2-2g-on-kf0-crash256") func _612_n2_2g_on_kf0_crash256() throws {
        try expectExact("612-n2-2g-on-kf0-crash256")
    }
    @Test("61216k-n1-2g-default") func _61216k_n1_2g_default() throws {
        try expectExact("61216k-n1-2g-default")
    }
    @Test("61216k-n1-4g-on-kf100") func _61216k_n1_4g_on_kf100() throws {
        try expectExact("61216k-n1-4g-on-kf100")
    }
    @Test("612c-a72-2g-dt-on-kf100-mem1500") func _612c_a72_2g_dt_on_kf100_mem1500() throws {
        try expectExact("612c-a72-2g-dt-on-kf100-mem1500")
    }
    @Test("612c-n1-2g-dt-on-kf100-crashfixed") func _612c_n1_2g_dt_on_kf100_crashfixed() throws {
        try expectExact("612c-n1-2g-dt-on-kf100-crashfixed")
    }
    @Test("c612-64k-a72-36g-on-nokaslr") func _c612_64k_a72_36g_on_nokaslr() throws {
        try expectExact("c612-64k-a72-36g-on-nokaslr")
    }
    @Test("c612-64k-n1-2g-default") func _c612_64k_n1_2g_default() throws {
        try expectExact("c612-64k-n1-2g-default")
    }
    @Test("c612-64k-n1-2g-on") func _c612_64k_n1_2g_on() throws { try expectExact("c612-64k-n1-2g-on") }
    @Test("c612-dpa-n1-2g-dpa") func _c612_dpa_n1_2g_dpa() throws { try expectExact("c612-dpa-n1-2g-dpa") }
    @Test("c612-dpa-n1-hot1g") func _c612_dpa_n1_hot1g() throws { try expectExact("c612-dpa-n1-hot1g") }
    @Test("c612-dpa-n1-hot1g, later") func _c612_dpa_n1_hot1g_later() throws {
        try expectExact("c612-dpa-n1-hot1g", later: true)
    }
}

@Suite("Boots of 6.16 are predicted byte for byte")
struct Boots6_16 {
    @Test("616-n2-2g-on-kf500-crashhigh") func _616_n2_2g_on_kf500_crashhigh() throws {
        try expectExact("616-n2-2g-on-kf500-crashhigh")
    }
    @Test("616-v1-1g-dt-noalias") func _616_v1_1g_dt_noalias() throws {
        try expectExact("616-v1-1g-dt-noalias")
    }
}

@Suite("Boots of 6.17 are predicted byte for byte")
struct Boots6_17 {
    @Test("617-n1-2g-dt-on-kf100") func _617_n1_2g_dt_on_kf100() throws {
        try expectExact("617-n1-2g-dt-on-kf100")
    }
    @Test("617-v3-2g-default") func _617_v3_2g_default() throws { try expectExact("617-v3-2g-default") }
}

@Suite("Boots of 6.18 are predicted byte for byte")
struct Boots6_18 {
    @Test("618-n1-2g-default") func _618_n1_2g_default() throws { try expectExact("618-n1-2g-default") }
    @Test("618-n1-2g-noalias-kf100") func _618_n1_2g_noalias_kf100() throws {
        try expectExact("618-n1-2g-noalias-kf100")
    }
    @Test("618-n1midrV3-2g-dt-default") func _618_n1midrV3_2g_dt_default() throws {
        try expectExact("618-n1midrV3-2g-dt-default")
    }
    @Test("618-v3-2g-default") func _618_v3_2g_default() throws { try expectExact("618-v3-2g-default") }
    @Test("618-v3-2g-dt-rodata_off") func _618_v3_2g_dt_rodata_off() throws {
        try expectExact("618-v3-2g-dt-rodata_off")
    }
    @Test("p2-618-v3-2g-dt-mods") func _p2_618_v3_2g_dt_mods() throws {
        try expectExact("p2-618-v3-2g-dt-mods")
    }
    @Test("p2-618-v3-2g-dt-mods, later") func _p2_618_v3_2g_dt_mods_later() throws {
        try expectExact("p2-618-v3-2g-dt-mods", later: true)
    }
}

@Suite("Boots of 6.19 are predicted byte for byte")
struct Boots6_19 {
    @Test("619-n2-2g-default") func _619_n2_2g_default() throws { try expectExact("619-n2-2g-default") }
}

@Suite("Boots of 7.0 are predicted byte for byte")
struct Boots7_0 {
    @Test("70-v3-2g-dt-default") func _70_v3_2g_dt_default() throws { try expectExact("70-v3-2g-dt-default") }
}

@Suite("Boots of 7.2 are predicted byte for byte")
struct Boots7_2 {
    @Test("72-n1-2g-dt-default") func _72_n1_2g_dt_default() throws { try expectExact("72-n1-2g-dt-default") }
    @Test("72-v3-2g-dt-default") func _72_v3_2g_dt_default() throws { try expectExact("72-v3-2g-dt-default") }
}

@Suite("Boots of 7.3 are predicted byte for byte")
struct Boots7_3 {
    @Test("73-n1-2g-default") func _73_n1_2g_default() throws { try expectExact("73-n1-2g-default") }
    @Test("73-n1-2g-noalias-kf100") func _73_n1_2g_noalias_kf100() throws {
        try expectExact("73-n1-2g-noalias-kf100")
    }
    @Test("73-n1-4g-off-kf100-crash256") func _73_n1_4g_off_kf100_crash256() throws {
        try expectExact("73-n1-4g-off-kf100-crash256")
    }
    @Test("73-v3-2g-default") func _73_v3_2g_default() throws { try expectExact("73-v3-2g-default") }
    @Test("7316k-n1-2g-default") func _7316k_n1_2g_default() throws { try expectExact("7316k-n1-2g-default") }
    @Test("7316k-n1-2g-noalias-kf100") func _7316k_n1_2g_noalias_kf100() throws {
        try expectExact("7316k-n1-2g-noalias-kf100")
    }
    @Test("73c-v3-2g-dt-noalias") func _73c_v3_2g_dt_noalias() throws {
        try expectExact("73c-v3-2g-dt-noalias")
    }
    @Test("c73-4k-v3-2g-default") func _c73_4k_v3_2g_default() throws {
        try expectExact("c73-4k-v3-2g-default")
    }
    @Test("c73-4k-v3-hot1g") func _c73_4k_v3_hot1g() throws { try expectExact("c73-4k-v3-hot1g") }
    @Test("c73-4k-v3-hot1g, later") func _c73_4k_v3_hot1g_later() throws {
        try expectExact("c73-4k-v3-hot1g", later: true)
    }
    @Test("c73-64k-n1-2g-noalias") func _c73_64k_n1_2g_noalias() throws {
        try expectExact("c73-64k-n1-2g-noalias")
    }
    @Test("c73-64k-v3-6g-default") func _c73_64k_v3_6g_default() throws {
        try expectExact("c73-64k-v3-6g-default")
    }
}

@Suite("Boots with the probe inside are predicted byte for byte, and the walk it took is the truth")
struct LabBoots {
    @Test("lab-510-max-dt-on") func _lab_510_max_dt_on() throws { try expectExact("lab-510-max-dt-on") }
    @Test("lab-61-n1-uefi-on") func _lab_61_n1_uefi_on() throws { try expectExact("lab-61-n1-uefi-on") }
    @Test("lab-612-n1-dt-secret") func _lab_612_n1_dt_secret() throws {
        try expectExact("lab-612-n1-dt-secret", secret: 3 << 20)
    }
    @Test("lab-61216k-max-dt-kvm-strace") func _lab_61216k_max_dt_kvm_strace() throws {
        try expectExact("lab-61216k-max-dt-kvm-strace")
    }
    @Test("lab-618-v3-uefi-modules") func _lab_618_v3_uefi_modules() throws {
        try expectExact("lab-618-v3-uefi-modules")
    }
    @Test("lab-72-v3-dt") func _lab_72_v3_dt() throws { try expectExact("lab-72-v3-dt") }
    @Test("lab-73-a57-dt-kvm") func _lab_73_a57_dt_kvm() throws { try expectExact("lab-73-a57-dt-kvm") }
    @Test("lab-73-v3-uefi") func _lab_73_v3_uefi() throws { try expectExact("lab-73-v3-uefi") }
    @Test("lab-7316k-v3-uefi") func _lab_7316k_v3_uefi() throws { try expectExact("lab-7316k-v3-uefi") }
}
