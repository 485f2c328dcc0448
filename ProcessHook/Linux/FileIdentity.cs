namespace Entracte.ProcessHook.Linux;

/// <summary>What file it is, whatever it is called: st_dev and st_ino of stat(2).</summary>
public readonly record struct FileIdentity(ulong Device, ulong Inode);
