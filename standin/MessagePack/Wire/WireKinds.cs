namespace MessagePack.Wire;

internal static class WireKinds
{
    /// <summary>The kind of value that a first byte begins. Only 0xc1 is none.</summary>
    public static WireKind Of(byte code) => code switch
    {
        <= Code.PositiveFixIntLast or >= Code.NegativeFixIntFirst => WireKind.Integer,
        < Code.FixArrayFirst or Code.Map16 or Code.Map32 => WireKind.Map,
        < Code.FixStringFirst or Code.Array16 or Code.Array32 => WireKind.Array,
        < Code.Nil or Code.String8 or Code.String16 or Code.String32 => WireKind.String,
        Code.Nil => WireKind.Nil,
        Code.False or Code.True => WireKind.Boolean,
        Code.Binary8 or Code.Binary16 or Code.Binary32 => WireKind.Binary,
        Code.Float32 or Code.Float64 => WireKind.Float,
        >= Code.UInt8 and <= Code.Int64 => WireKind.Integer,
        >= Code.Extension8 and <= Code.Extension32 or >= Code.FixExtension1 and <= Code.FixExtension16 => WireKind.Extension,
        _ => WireKind.Unknown,
    };
}
