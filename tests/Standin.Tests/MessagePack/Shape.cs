using MessagePack;

namespace Entracte.Standin.Tests.MessagePack;

[Union(0, typeof(Numbered))]
[Union(7, typeof(Named))]
public abstract record Shape;
