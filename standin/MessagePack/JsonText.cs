using System.Globalization;
using System.Text;
using System.Text.Json;
using MessagePack.Wire;

namespace MessagePack;

/// <summary>MessagePack as JSON for people: bytes become base64, keys that are no strings are quoted.</summary>
internal static class JsonText
{
    public static string Of(ref Input input)
    {
        var text = new StringBuilder();
        try
        {
            Append(text, ref input);
        }
        catch (Exception failure)
        {
            throw new MessagePackSerializationException("Error occurred while translating msgpack to JSON.", failure);
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, ref Input input)
    {
        switch (WireKinds.Of(input.NextCode))
        {
            case WireKind.Integer when input.NextCode == Code.UInt64: text.Append(input.ReadUInt64()); break;
            case WireKind.Integer: text.Append(input.ReadInt64()); break;
            case WireKind.Float: text.Append(input.ReadDouble().ToString(CultureInfo.InvariantCulture)); break;
            case WireKind.Boolean: text.Append(input.ReadBoolean() ? "true" : "false"); break;
            case WireKind.String: text.Append('"').Append(JsonEncodedText.Encode(input.ReadString())).Append('"'); break;
            case WireKind.Binary: text.Append('"').Append(Convert.ToBase64String(input.ReadBinary())).Append('"'); break;
            case WireKind.Array: AppendArray(text, ref input); break;
            case WireKind.Map: AppendMap(text, ref input); break;
            case WireKind.Extension: AppendExtension(text, ref input); break;
            default: text.Append(input.TryReadNil() ? "null" : throw new MessagePackSerializationException($"Unexpected msgpack code {input.NextCode}.")); break;
        }
    }

    private static void AppendArray(StringBuilder text, ref Input input)
    {
        input.Enter();
        text.Append('[');
        var count = input.ReadArrayHeader();
        for (var index = 0; index < count; index++)
        {
            if (index > 0)
                text.Append(',');
            Append(text, ref input);
        }
        text.Append(']');
        input.Leave();
    }

    private static void AppendMap(StringBuilder text, ref Input input)
    {
        input.Enter();
        text.Append('{');
        var count = input.ReadMapHeader();
        for (var index = 0; index < count; index++)
        {
            if (index > 0)
                text.Append(',');
            var quote = WireKinds.Of(input.NextCode) is WireKind.String or WireKind.Binary ? "" : "\"";
            text.Append(quote);
            Append(text, ref input);
            text.Append(quote).Append(':');
            Append(text, ref input);
        }
        text.Append('}');
        input.Leave();
    }

    private static void AppendExtension(StringBuilder text, ref Input input)
    {
        var bytes = input.ReadExtension(out var typeCode);
        text.Append('[').Append(typeCode).Append(",\"").Append(Convert.ToBase64String(bytes)).Append("\"]");
    }
}
