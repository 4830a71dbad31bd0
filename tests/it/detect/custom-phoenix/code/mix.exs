defmodule Chat.MixProject do
  use Mix.Project

  def project do
    [
      app: :chat,
      elixir: "~> 1.18",
      deps: deps()
    ]
  end

  defp deps do
    [
      {:phoenix, "~> 1.8"},
      {:postgrex, ">= 0.0.0"},
      {:credo, "~> 1.7", only: [:dev, :test]}
    ]
  end
end
