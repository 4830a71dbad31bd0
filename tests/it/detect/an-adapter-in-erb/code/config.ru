require_relative "config/application"
