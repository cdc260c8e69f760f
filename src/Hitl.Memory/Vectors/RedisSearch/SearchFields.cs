using System.Collections;
using System.Globalization;
using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>
/// The fields of a collection's index, and what a record stores for them beside its own values. Their names begin with what no property's
/// stored name begins with, and do not depend on the names of properties, so that no name has a meaning in a query.
/// </summary>
internal sealed class SearchFields
{
    /// <summary>The tags of a record.</summary>
    public const string Tags = "$t";

    public const string TagSeparator = ",";

    private readonly RecordModel _model;
    private readonly Dictionary<RecordField, int> _indexed = [];
    private readonly DataField[] _texts;
    private readonly VectorField[] _vectors;

    public SearchFields(RecordModel model)
    {
        // The server answers with the name of the hash when a record has no field of this name.
        if (model.FieldNames.Contains("__key"))
        {
            throw new NotSupportedException("A property cannot be stored under the name '__key', which has a meaning of its own in Redis Search. Give it another StorageName.");
        }

        _model = model;
        for (var i = 0; i < model.Indexed.Count; i++)
        {
            _indexed.Add(model.Indexed[i], i + 1);
        }

        if (SearchNumber.IsNumber(model.Key))
        {
            _indexed.Add(model.Key, 0);
        }

        _texts = [.. model.Data.Where(field => field.IsFullTextIndexed).OrderBy(field => field.StorageName, StringComparer.Ordinal)];
        _vectors = [.. model.Vectors.OrderBy(field => field.StorageName, StringComparer.Ordinal)];
    }

    /// <summary>The numeric fields.</summary>
    public IEnumerable<string> Numbers => _indexed.Where(indexed => SearchNumber.IsNumber(indexed.Key)).OrderBy(indexed => indexed.Value).Select(indexed => Number(indexed.Value));

    /// <summary>The full-text fields.</summary>
    public IEnumerable<string> Texts => _texts.Select(Text);

    /// <summary>The vectors with their fields, in an order that depends on the stored names only.</summary>
    public IEnumerable<(VectorField Field, string Name)> Vectors => _vectors.Select(vector => (vector, Vector(vector)));

    /// <summary>The number of an indexed property, which its tags begin with.</summary>
    public bool TryNumber(RecordField field, out int number) => _indexed.TryGetValue(field, out number);

    /// <summary>The numeric field of an indexed property.</summary>
    public string Number(RecordField field) => Number(_indexed[field]);

    public string Text(DataField field) => "$x" + Array.IndexOf(_texts, field).ToString(CultureInfo.InvariantCulture);

    public string Vector(VectorField field) => "$v" + Array.IndexOf(_vectors, field).ToString(CultureInfo.InvariantCulture);

    /// <summary>What is stored for the index.</summary>
    public IEnumerable<HashEntry> Of(PreparedRecord record)
    {
        var tags = new List<string> { SearchToken.All };
        foreach (var (field, number) in _indexed)
        {
            var value = field is DataField data ? record.Values[data.Ordinal - 1] : _model.Key.Decode(record.Key);
            if (value is not null)
            {
                tags.Add(SearchToken.Something(number));
            }

            if (value is not null && SearchNumber.IsNumber(field) && SearchNumber.Of(value) is { } image)
            {
                yield return new(Number(number), SearchNumber.Format(image));
            }
            else
            {
                tags.AddRange(IndexText.Of(field, value).Select(text => SearchToken.Of(number, text)));
            }
        }

        yield return new(Tags, string.Join(TagSeparator, tags));
        foreach (var field in _texts)
        {
            var words = string.Join(' ', TextsOf(record.Values[field.Ordinal - 1]).SelectMany(KeywordText.Words));
            if (words.Length > 0)
            {
                yield return new(Text(field), words);
            }
        }
    }

    private static IEnumerable<string> TextsOf(object? value) => value switch
    {
        null => [],
        string text => [text],
        IEnumerable elements => elements.OfType<object>().Select(ScalarText.Format),
        _ => [ScalarText.Format(value)],
    };

    private static string Number(int number) => "$n" + number.ToString(CultureInfo.InvariantCulture);
}
