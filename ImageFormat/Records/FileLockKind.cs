namespace Entracte.ImageFormat.Records;

/// <summary>To whom a lock belongs. The numbers are part of the format.</summary>
public enum FileLockKind
{
    /// <summary>flock(2): the open file description, the whole file.</summary>
    WholeFile = 0,

    /// <summary>fcntl(2), F_OFD_SETLK: the open file description, a range.</summary>
    Description = 1,

    /// <summary>fcntl(2), F_SETLK: the process, a range. Such a lock stands in a <see cref="ProcessFileLockRecord"/>.</summary>
    Process = 2,
}
