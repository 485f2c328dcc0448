namespace Entracte.Coordinator.Wire;

/// <summary>
/// Marks what may travel between nodes. Everything so marked is an immutable MessagePack record with numbered keys and is bound to
/// our own serializer; nothing else of ours is ever sent. Messages carry ids, never actor references: replies go to the sender.
/// </summary>
public interface IEntracteMessage;
