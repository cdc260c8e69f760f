using CsCheck;

namespace Hitl.Memory.Tests;

/// <summary>What Redis Search is asked for leads to all records that a filter matches.</summary>
public sealed class SearchFilterProperties(RedisServers servers)
{
    [Fact]
    public async Task What_Redis_Search_filters_leaves_nothing_out()
    {
        var server = await servers.GetSearchAsync();
        var prefix = server.NewPrefix();
        var store = server.Open(StoreKind.RedisSearch, prefix);
        var model = RecordModel.Build(typeof(Note), typeof(string), null, null);
        var fields = new SearchFields(model);
        var stars = model.Field(nameof(Note.Stars));
        var (run, pushed, others) = (0, 0, 0);
        await Gen.Select(NoteFilters.Notes(20), NoteFilters.Filter.Array[20]).SampleAsync(async (notes, filters) =>
        {
            var name = $"run {++run}";
            var collection = await store.FilledAsync<string, Note>(name, notes);
            var head = await CollectionCatalog.ReadAsync(server.Database, new CollectionKeys(prefix, name));
            var open = new OpenSearchCollection(head!.Generation, new CollectionKeys(prefix, name).Generation(head.Generation), SearchSettings.Parse(head.Settings));
            foreach (var filter in filters)
            {
                var translated = FilterTranslator.Translate(model, filter);
                if (SearchFilter.Write(fields, translated) is not { } query)
                {
                    continue;
                }

                pushed++;
                var found = (await new SearchCommands(server.Database, open, model).FirstAsync(query, [0], 100)).Records.Select(record => record.Key).ToArray();
                var missing = notes.Where(filter.Compile()).Select(note => note.Id).Except(found).ToArray();
                Assert.True(missing.Length == 0, $"{query} leaves out {string.Join(", ", missing)} of {filter}");
                others += found.Length - notes.Count(filter.Compile());

                // Sorting asks for more than the filter.
                var sorted = SearchFilter.Both(query, SearchFilter.Numbered(fields, stars))!;
                var inOrder = (await new SearchCommands(server.Database, open, model).FirstAsync(sorted, [0], 100, fields.Number(stars), ascending: false)).Records;
                Assert.True(found.Order().SequenceEqual(inOrder.Select(record => record.Key).Order()), $"{sorted} leaves out something of {query}");
            }

            await collection.EnsureCollectionDeletedAsync();
        }, iter: 60, threads: 1);
        Assert.True(pushed > 100);
        Assert.True(others < pushed * 5, $"{others} records more than needed for {pushed} filters");
    }

    [Fact]
    public void A_long_chain_of_conditions_is_written_flat_and_a_deep_one_is_left_to_the_records()
    {
        var model = RecordModel.Build(typeof(Note), typeof(string), null, null);
        var fields = new SearchFields(model);
        FilterNode stars = new FilterNode.Compare(model.Field(nameof(Note.Stars)), CompareOperator.Equal, 1);
        var chain = Enumerable.Repeat(stars, 3000).Aggregate((left, right) => new FilterNode.Or(left, right));
        var deep = Enumerable.Range(0, 200).Aggregate(stars, (inner, i) => i % 2 == 0 ? new FilterNode.And(inner, stars) : new FilterNode.Or(inner, stars));

        Assert.Equal(2999, SearchFilter.Write(fields, chain)!.Count(letter => letter == '|'));
        Assert.True((SearchFilter.Write(fields, deep)?.Count(letter => letter == '(') ?? 0) < 100);
    }

    [Fact]
    public async Task A_filter_with_thousands_of_values_and_conditions_is_answered()
    {
        var notes = Enumerable.Range(0, 30).Select(i => new Note { Id = $"n{i}", Topic = $"topic {i}", Stars = i, Vector = new float[] { 1, i, 0, 0 } }).ToArray();
        var collection = await (await servers.OpenAsync(StoreKind.RedisSearch)).FilledAsync<string, Note>("notes", notes);
        var topics = Enumerable.Range(20, 5000).Select(i => $"topic {i}").ToList();
        var stars = Enumerable.Range(25, 2000).ToArray();

        Assert.Equal(10, await collection.GetAsync(note => topics.Contains(note.Topic!), top: 100).CountAsync());
        Assert.Equal(20, await collection.GetAsync(note => !topics.Contains(note.Topic!), top: 100).CountAsync());
        Assert.Equal(5, await collection.GetAsync(note => stars.Contains(note.Stars), top: 100).CountAsync());
    }

    [Fact]
    public void A_greater_value_never_has_a_smaller_number()
    {
        var model = RecordModel.Build(typeof(Note), typeof(string), null, null);
        Gen.Select(Gen.Decimal, Gen.Decimal).Sample((x, y) => Ordered(model.Field(nameof(Note.Price)), x, y));
        Gen.Select(Gen.Long, Gen.Long).Sample((x, y) => Ordered(model.Field(nameof(Note.Size)), x, y));
        Gen.Select(Gen.Long, Gen.Long[-2, 2]).Sample((x, step) => Ordered(model.Field(nameof(Note.Size)), x, unchecked(x + step)));
        Gen.Select(Gen.DateTimeOffset, Gen.DateTimeOffset).Sample((x, y) => Ordered(model.Field(nameof(Note.Written)), x, y));
        Gen.Select(Gen.Double, Gen.Double).Sample((x, y) => double.IsNaN(x) || double.IsNaN(y) || Ordered(model.Field(nameof(Note.Weight)), x, y));
    }

    [Fact]
    public void Different_texts_have_different_tags_of_safe_letters() => Gen.Select(Gen.String, Gen.String).Sample((x, y) =>
    {
        // What is no Unicode is in no record.
        var (first, second) = (SearchToken.Of(1, IndexText.OfScalar(Valid(x))), SearchToken.Of(1, IndexText.OfScalar(Valid(y))));
        return (Valid(x) == Valid(y)) == (first == second) && (first + second).All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
    });

    private static string Valid(string text) => string.Concat(text.EnumerateRunes());

    private static bool Ordered(RecordField field, object x, object y)
    {
        var (low, high) = ((IComparable)x).CompareTo(y) <= 0 ? (x, y) : (y, x);
        return SearchNumber.Lowest(field, low) <= SearchNumber.Of(high) && SearchNumber.Of(low) <= SearchNumber.Highest(field, high);
    }
}
