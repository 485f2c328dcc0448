namespace Entracte.ImageFormat.Records;

/// <summary>What lies under a mapping. The numbers are part of the format.</summary>
public enum MappingKind
{
    /// <summary>Private memory without a file.</summary>
    Anonymous = 0,

    /// <summary>A file, mapped privately: only pages that differ from it are stored.</summary>
    PrivateFile = 1,

    /// <summary>A file that others see as well; its content is the file's business.</summary>
    SharedFile = 2,

    /// <summary>A <see cref="SharedMemoryRecord"/>, mapped shared.</summary>
    SharedMemory = 3,

    /// <summary>A <see cref="SharedMemoryRecord"/>, mapped privately: pages that differ from it are stored here.</summary>
    PrivateOfSharedMemory = 4,

    /// <summary>The kernel's own: <c>[vdso]</c>, <c>[vvar]</c>, <c>[vvar_vclock]</c>.</summary>
    Kernel = 5,
}
