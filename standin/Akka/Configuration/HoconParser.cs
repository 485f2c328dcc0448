using System.Globalization;
using System.Text;

namespace Akka.Configuration;

/// <summary>
/// Reads the part of HOCON that configurations here use: objects with or without <c>=</c> and <c>:</c>, dotted keys, lists, quoted and triple-quoted
/// texts, comments, <c>+=</c>, substitutions, and concatenation of texts. No include.
/// </summary>
internal sealed class HoconParser
{
    private readonly string _text;
    private int _at;

    private HoconParser(string text) => _text = text;

    public static HoconObject Parse(string text)
    {
        var parser = new HoconParser(text);
        parser.SkipBlank(newLines: true);
        var braced = parser.TryTake('{');
        var root = parser.ReadFields(braced ? '}' : '\0');
        parser.SkipBlank(newLines: true);
        if (parser._at < text.Length)
            throw parser.Error("unexpected text after the end of the configuration");
        return root;
    }

    private bool Ended => _at >= _text.Length;

    private char Current => Ended ? '\0' : _text[_at];

    private HoconObject ReadFields(char end)
    {
        var fields = new HoconObject();
        while (true)
        {
            SkipBlank(newLines: true, commas: true);
            if (Ended)
                return end == '\0' ? fields : throw Error($"'{end}' is missing");
            if (end != '\0' && TryTake(end))
                return fields;
            if (ReadField(fields) is HoconObject)
            {
                SkipBlank();
                // Akka's own parser does not take it, and what is written here shall be read there.
                if (Current == ',')
                    throw Error("no comma may follow '}'");
            }
        }
    }

    private HoconNode ReadField(HoconObject into)
    {
        var path = HoconPath.Split(ReadKey());
        SkipBlank();
        var appends = Current == '+' && _at + 1 < _text.Length && _text[_at + 1] == '=';
        if (appends)
            _at += 2;
        else if (!TryTake('=') && !TryTake(':') && Current != '{')
            throw Error($"'=', ':' or '{{' expected after the key {string.Join('.', path)}");
        SkipBlank(newLines: true);
        var read = ReadValue();
        var value = read;
        if (appends)
            value = new HoconList([.. (into.Find(path) as HoconList)?.Items ?? [], value]);
        for (var index = path.Count - 1; index > 0; index--)
        {
            var outer = new HoconObject();
            outer.Set(path[index], value);
            value = outer;
        }
        into.Set(path[0], value);
        return read;
    }

    private string ReadKey()
    {
        var start = _at;
        while (!Ended && !"=:{}[],\n#".Contains(Current) && !(Current == '+' && _at + 1 < _text.Length && _text[_at + 1] == '='))
        {
            if (Current == '"')
            {
                _at = _text.IndexOf('"', _at + 1);
                if (_at < 0)
                    throw Error("a quoted key does not end");
            }
            _at++;
        }
        var key = _text[start.._at].Trim();
        return key.Length > 0 ? key : throw Error("a key expected");
    }

    /// <summary>Values on one line belong together: objects are merged, lists joined, texts concatenated.</summary>
    private HoconNode ReadValue()
    {
        List<HoconNode> parts = [];
        var blank = "";
        while (true)
        {
            var blankStart = _at;
            SkipBlank();
            blank = _text[blankStart.._at];
            if (Ended || ",}]\n".Contains(Current))
                break;
            if (parts.Count > 0 && blank.Length > 0)
                parts.Add(new HoconText(blank));
            parts.Add(ReadPart());
        }
        return Together(parts);
    }

    private HoconNode ReadPart()
    {
        if (TryTake('{'))
            return ReadFields('}');
        if (TryTake('['))
            return ReadList();
        if (Matches("${"))
            return ReadSubstitution();
        if (Matches("\"\"\""))
            return ReadTripleQuoted();
        return TryTake('"') ? ReadQuoted() : ReadBare();
    }

    private static HoconNode Together(List<HoconNode> parts)
    {
        if (parts.Count == 0)
            return new HoconText("");
        var solid = parts.Where(part => part is not HoconText { Text: var text } || !string.IsNullOrWhiteSpace(text)).ToList();
        if (solid.Count > 0 && solid.All(part => part is HoconObject))
            return solid.Aggregate(HoconObject.Merge);
        if (solid.Count > 0 && solid.All(part => part is HoconList))
            return new HoconList([.. solid.SelectMany(part => ((HoconList)part).Items)]);
        if (parts.Count == 1)
            return parts[0];
        return parts.All(part => part is HoconText) ? new HoconText(string.Concat(parts.Select(part => ((HoconText)part).Text))) : new HoconConcatenation(parts);
    }

    private HoconList ReadList()
    {
        List<HoconNode> items = [];
        while (true)
        {
            SkipBlank(newLines: true, commas: true);
            if (Ended)
                throw Error("']' is missing");
            if (TryTake(']'))
                return new HoconList(items);
            items.Add(ReadValue());
        }
    }

    private HoconSubstitution ReadSubstitution()
    {
        var end = _text.IndexOf('}', _at);
        if (end < 0)
            throw Error("a substitution does not end");
        var path = _text[(_at + 2)..end];
        _at = end + 1;
        return new HoconSubstitution(path.TrimStart('?').Trim(), path.StartsWith('?'));
    }

    private HoconText ReadTripleQuoted()
    {
        var end = _text.IndexOf("\"\"\"", _at + 3, StringComparison.Ordinal);
        if (end < 0)
            throw Error("a triple-quoted text does not end");
        var text = _text[(_at + 3)..end];
        _at = end + 3;
        return new HoconText(text);
    }

    private HoconText ReadQuoted()
    {
        var text = new StringBuilder();
        while (!TryTake('"'))
        {
            if (Ended || Current == '\n')
                throw Error("a quoted text does not end");
            text.Append(Current == '\\' ? ReadEscape() : Current);
            _at++;
        }
        return new HoconText(text.ToString());
    }

    private char ReadEscape()
    {
        _at++;
        if (Current != 'u')
            return Current switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', var other => other };
        var code = _text.Substring(_at + 1, 4);
        _at += 4;
        return (char)int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private HoconText ReadBare()
    {
        var start = _at;
        while (!Ended && !",}]{[\n#\"".Contains(Current) && !Matches("//") && !Matches("${"))
            _at++;
        if (_at == start)
            throw Error($"'{Current}' not expected here");
        var text = _text[start.._at];
        // Trailing blanks may belong to a concatenation: they are left to it.
        var trimmed = text.TrimEnd();
        _at -= text.Length - trimmed.Length;
        return new HoconText(trimmed);
    }

    private void SkipBlank(bool newLines = false, bool commas = false)
    {
        while (!Ended)
        {
            if (Current == '#' || Matches("//"))
            {
                while (!Ended && Current != '\n')
                    _at++;
            }
            else if ((Current != '\n' && char.IsWhiteSpace(Current)) || (newLines && Current == '\n') || (commas && Current == ','))
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    private bool TryTake(char c)
    {
        if (Current != c || Ended)
            return false;
        _at++;
        return true;
    }

    private bool Matches(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private ConfigurationException Error(string what) =>
        new($"HOCON, line {_text.AsSpan(0, Math.Clamp(_at, 0, _text.Length)).Count('\n') + 1}: {what}");
}
