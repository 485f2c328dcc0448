namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>A listening socket in a husk: the image's, or one made for the moment. It does not block.</summary>
internal readonly record struct TcpListening(HuskDescriptors Husk, ulong Id);
