namespace Entracte.ImageFormat.Records;

/// <summary>What has become of the slave side of a pseudo terminal; the master's reader can tell the three apart.</summary>
public enum TerminalUse
{
    /// <summary>Nobody has opened it yet: reading from the master waits.</summary>
    Unopened = 0,

    /// <summary>Somebody has it open.</summary>
    Open = 1,

    /// <summary>The last one has closed it: reading from the master fails with EIO.</summary>
    Closed = 2,
}
