using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;
using SK = Microsoft.SemanticKernel;

namespace Hitl.Memory.Tests;

public class RoundTripProperties
{
    private const string Odd = "\ud83d\ude00\\\"u\0\u2028\ufeff-_/";

    // Any UTF-16 at all, with the characters that break things more often than chance would have them.
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Char['\0', '\uffff'],
        Gen.Int[0, Odd.Length - 1].Select(index => Odd[index])).Array[0, 12].Select(chars => new string(chars));

    private static readonly Gen<string> Name = Gen.String["abcXYZ019-_"].Where(name => name.Length > 0);

    private static readonly Gen<object?> Value = Gen.OneOf<object?>(
        Text.Select(text => (object?)text),
        Gen.Const((object?)null),
        Gen.Bool.Select(value => (object?)value),
        Gen.Long.Select(value => (object?)value),
        Gen.Decimal.Select(value => (object?)value),
        Gen.Double.Select(value => (object?)value),
        Text.Array[0, 3].Select(values => (object?)values),
        Gen.Dictionary(Text, Gen.Int)[0, 3].Select(values => (object?)values));

    private static readonly Gen<Dictionary<string, object?>> Arguments = Gen.Dictionary(Text, Value)[0, 5];

    [Fact]
    public void Text_survives() => Gen.Select(Text, Text).Sample((text, id) =>
    {
        ChatMessage read = Trip.ToStored(new SK.ChatMessageContent(AuthorRole.User, text, metadata: new Dictionary<string, object?> { ["id" + id] = id }));

        return read.Text == Valid(text) && read.AdditionalProperties!["id" + Valid(id)] as string == Valid(id);
    });

    [Fact]
    public void Calls_survive() => Gen.Select(Name, Name.Null(), Text, Arguments).Sample((function, plugin, id, arguments) =>
    {
        SK.KernelArguments kernelArguments = [];
        foreach ((string name, object? value) in arguments)
        {
            kernelArguments[name] = value;
        }

        SK.FunctionCallContent call = new(function, plugin, id, kernelArguments);
        SK.FunctionCallContent back = Trip.Item(call);

        return back.FunctionName == function && back.PluginName == plugin && (back.Id ?? string.Empty) == Valid(id)
            && ToolArguments.GetRaw(back)!.Value.GetRawText() == ToolArguments.GetRaw(call)!.Value.GetRawText();
    });

    [Fact]
    public void Escaped_arguments_of_the_model_survive() => Gen.Select(Text, Text).Sample((name, text) =>
    {
        SK.FunctionCallContent call = new("f") { InnerContent = new ClientCall($$"""{"{{Escape(name)}}": "{{Escape(text)}}", "n": 1.0}""") };

        JsonElement raw = ToolArguments.GetRaw(call)!.Value;
        SK.KernelArguments back = Trip.Item(call).Arguments!;

        return raw.GetProperty(Valid(name)).GetString() == Valid(text) && back[Valid(name)] as string == Valid(text);
    });

    [Fact]
    public void Results_survive() => Gen.Select(Value, Text).Sample((value, id) =>
    {
        object? stored = ToolResults.ToStored(value);
        object? back = Trip.Item(new SK.FunctionResultContent("f", "p", id, value)).Result;

        return stored is JsonElement element
            ? element.ValueKind is not JsonValueKind.Number || element.GetRawText() == ((JsonElement)back!).GetRawText()
            : (stored is null ? back is null : Valid((string)stored) == (string)back!);
    });

    [Fact]
    public void Any_text_is_read_or_refused() => Gen.Select(Text, Text).Sample((before, after) =>
    {
        string json = MessageJson.SerializeToString(new ChatMessage(ChatRole.User, "x"));
        Exception? error = Record.Exception(() => MessageJson.Deserialize(before + json[before.Length..] + after));

        return error is null or MessageFormatException;
    });

    private static string Valid(string text) => Trip.Valid(text);

    private static string Escape(string text) => string.Concat(text.Select(unit => $"\\u{(int)unit:x4}"));

    private sealed record ClientCall(string FunctionArguments);
}
