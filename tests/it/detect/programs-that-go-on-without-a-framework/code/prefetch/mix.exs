defmodule Prefetch.MixProject do
  use Mix.Project

  def project do
    [
      app: :prefetch,
      version: "0.1.0",
      elixir: "~> 1.19",
      deps: [{:redix, "~> 1.5"}]
    ]
  end

  def application do
    [mod: {Prefetch.Application, []}]
  end
end
