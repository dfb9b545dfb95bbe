internal import CTorch

/// What the processor says of the instructions for bf16 products. It needs no LibTorch.
public enum CPUFeatures {
  /// Whether the processor announces AMX tiles and does not describe them, as some virtual machines do. A bf16 product of
  /// oneDNN would end the process with SIGILL; `ONEDNN_MAX_CPU_ISA=AVX512_CORE_BF16` avoids it and is set by
  /// `LibTorch.load`.
  public static var announcesHiddenAMX: Bool { ct_cpu_announces_hidden_amx() }

  /// Whether AMX tiles for bf16 are there.
  public static var hasAMX: Bool { ct_cpu_has_amx_bf16() }

  /// Whether AVX-512 has bf16 products.
  public static var hasAVX512BF16: Bool { ct_cpu_has_avx512_bf16() }
}
