using Entracte.ImageFormat.Records;

namespace Entracte.ProcessHook.Restore.Descriptors.Sockets;

/// <summary>A TCP socket of the image, and the husk that gets it.</summary>
internal readonly record struct TcpEnd(HuskDescriptors Husk, InternetSocketRecord Socket);
