namespace Entracte.Api.Linux;

/// <param name="Uid">The owner.</param>
/// <param name="Mode">The permission bits.</param>
/// <param name="IsDirectory">A symbolic link to a directory is none.</param>
public readonly record struct PathOwnership(uint Uid, UnixFileMode Mode, bool IsDirectory);
