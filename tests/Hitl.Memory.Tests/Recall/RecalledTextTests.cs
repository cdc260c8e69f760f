using CsCheck;

namespace Hitl.Memory.Tests;

public sealed class RecalledTextTests
{
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.Const(RecalledText.Begin), Gen.Const(RecalledText.End), Gen.Const("<RECALLED_MEMORY>"), Gen.Const("</Recalled_Memory>"), Gen.Const("<recalled_"), Gen.Const("memory>"), Gen.String[0, 5]);

    [Fact]
    public void What_is_marked_is_removed_whatever_it_says()
    {
        Gen.Select(Piece.Array[0, 6], Gen.String[Gen.Char.AlphaNumeric, 1, 8], Gen.String[Gen.Char.AlphaNumeric, 1, 8]).Sample((pieces, before, after) =>
        {
            var text = $"{before} {RecalledText.Mark(string.Concat(pieces) + "SECRET")} {after}";
            Assert.True(RecalledText.IsIn(text));
            Assert.Equal($"{before}  {after}", RecalledText.Remove(text));
        });
    }

    [Fact]
    public void Text_without_marks_stays_as_it_is()
    {
        Assert.Equal(" <recalled> a ", RecalledText.Remove(" <recalled> a "));
        Assert.False(RecalledText.IsIn(null));
        Assert.Equal("a", RecalledText.Remove($"a {RecalledText.Begin} no end"));
        Assert.Equal("a", RecalledText.Remove($"a{RecalledText.End}"));
    }
}
