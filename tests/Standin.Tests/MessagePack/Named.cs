using MessagePack;

namespace Entracte.Standin.Tests.MessagePack;

[MessagePackObject]
public sealed record Named([property: Key(0)] string Name) : Shape;
