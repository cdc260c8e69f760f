namespace Hitl.Memory.Tests;

public sealed class EffortTunerTests
{
    [Fact]
    public void What_the_user_chose_is_done()
    {
        var tuner = new EffortTuner(123);

        Assert.False(tuner.WantsSize);
        Assert.Equal(new SearchEffort(123), tuner.Next(null));
    }

    [Theory]
    [InlineData(10, 10, 200, false)]
    [InlineData(8, 10, 800, false)]
    [InlineData(1, 4, 800, true)]
    public void After_some_searches_the_least_that_finds_enough_is_done(int first, int second, int exploration, bool exact)
    {
        var tuner = new EffortTuner(null);
        Assert.True(tuner.WantsSize);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(new SearchEffort(800, IsExact: true, IsMeasured: true), tuner.Next(i == 0 ? 50_000 : null));
        }

        Assert.Equal(new SearchEffort(800), tuner.Next(null));
        for (var i = 0; i < 5; i++)
        {
            tuner.Note(10, [first, second]);
        }

        Assert.Equal(new SearchEffort(exploration, exact), tuner.Next(null));
        Assert.Equal(new SearchEffort(exploration, exact), tuner.Next(90_000));
        Assert.True(tuner.Next(110_000).IsMeasured);
    }

    [Fact]
    public void Searches_that_measured_nothing_are_made_up_for()
    {
        var tuner = new EffortTuner(null);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(tuner.Next(i == 0 ? 50_000 : null).IsMeasured);
        }

        // Two found nothing, and the other three never came to an end.
        tuner.Note(0, [0, 0]);
        tuner.Note(0, [0, 0]);
        Assert.True(tuner.Next(null).IsMeasured);
        Assert.True(tuner.Next(null).IsMeasured);
        Assert.False(tuner.Next(null).IsMeasured);
        Assert.True(tuner.Next(50_000).IsMeasured);
    }

    [Fact]
    public void Few_vectors_are_all_looked_at_and_of_many_only_some()
    {
        var tuner = new EffortTuner(null);

        Assert.Equal(new SearchEffort(800, IsExact: true), tuner.Next(10));
        Assert.Equal(new SearchEffort(800), tuner.Next(2_000_000));
    }

    [Fact]
    public void The_size_is_asked_for_now_and_then()
    {
        var tuner = new EffortTuner(null);

        Assert.Equal(4, Enumerable.Range(0, 250).Count(_ => tuner.WantsSize));
    }
}
